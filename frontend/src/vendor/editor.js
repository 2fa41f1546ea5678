// The editor, loaded when a rich text field comes near. Only what the server's allow-list keeps.
export { Editor } from "@tiptap/core";
export { default as StarterKit } from "@tiptap/starter-kit";
