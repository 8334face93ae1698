/** What every page of the cabinet loads besides, in one file. */

import "./bulk";
import "./list-tools";
import "./live";
import "./palette";
import "./progress";
import "./shortcuts";
import "./tour";
