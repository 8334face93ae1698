/** What every page loads, in one file. */

import "./autosave";
import "./busy";
import "./confirm-dialog";
import "./look";
import "./toast";
