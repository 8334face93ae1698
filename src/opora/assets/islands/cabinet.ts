/** What every page of the cabinet loads besides, in one file. */

import "./live";
import "./palette";
