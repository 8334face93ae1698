/** What every page loads, in one file. */

import "./autosave";
import "./busy";
import "./confirm-dialog";
import "./copy";
import "./look";
import "./scrolls";
import "./toast";
