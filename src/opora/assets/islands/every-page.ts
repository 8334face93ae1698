/** What every page loads, in one file. */

import "./autosave";
import "./busy";
import "./confirm-dialog";
import "./copy";
import "./look";
import "./own-time";
import "./scrolls";
import "./toast";
