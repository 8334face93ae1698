/** What every page of the cabinet loads besides, in one file. */

import "./bulk";
import "./list-tools";
import "./fresh";
import "./live";
import "./offline";
import "./palette";
import "./presses";
import "./progress";
import "./ring";
import "./shortcuts";
import "./tour";
