/** The client of tus 1.0, fetched only when the first file is sent. */

export { Upload } from "tus-js-client";
