// The editor, loaded when a rich text field comes near. It knows all that the server's allow-list keeps.
import { Mark } from "@tiptap/core";

const mark = (name, tag) => Mark.create({ name, parseHTML: () => [{ tag }], renderHTML: () => [tag, 0] });

export { Editor } from "@tiptap/core";
export { default as StarterKit } from "@tiptap/starter-kit";
export { TableKit } from "@tiptap/extension-table";
export { htmlOf, plainHtml, tableOf } from "../pasting.js";
export const Subscript = mark("subscript", "sub");
export const Superscript = mark("superscript", "sup");
