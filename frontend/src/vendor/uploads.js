// Uploads one by one with progress, cancel and retry; our own list, no dashboard.
export { default as Uppy } from "@uppy/core";
export { default as XHRUpload } from "@uppy/xhr-upload";
