// Builds what core/web/static carries from the packages pinned in package-lock.json.
// Run by `make frontend`; the results are committed, so that nobody needs Node to run Ventanilla.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const statics = join(here, "../core/web/static");
const vendor = join(statics, "vendor");
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8")).packages;
const parts = []; // rows of vendor/README.md: { file, names, licence }

const read = (path) => readFileSync(join(modules, path), "utf8");
const version = (name) => lock[`node_modules/${name}`].version;
const plain = (name) => name.split("node_modules/").pop();
const licence = (name) => JSON.parse(read(`${name}/package.json`)).license;

function write(folder, file, text, names) {
  mkdirSync(join(vendor, folder), { recursive: true });
  writeFileSync(join(vendor, folder, file), text);
  parts.push({ file: `${folder}/${file}`, names });
}

// --- Bootstrap's CSS ------------------------------------------------------------------------
// Two changes, both because of us: pictures inside `data:` addresses become files (our
// Content-Security-Policy has no `data:`), and every rule for the dark theme is repeated for
// "as the system has it", so that the server never has to guess and nothing flashes.
function bootstrap() {
  let css = read("bootstrap/dist/css/bootstrap.min.css").replace(/\/\*# sourceMappingURL.*?\*\//s, "");
  const names = new Map();
  css = css.replace(/url\("data:image\/svg\+xml,(.*?)"\)/g, (_whole, svg) => {
    if (!names.has(svg)) {
      names.set(svg, `bootstrap-${String(names.size + 1).padStart(2, "0")}.svg`);
      write("bootstrap", names.get(svg), decodeURIComponent(svg) + "\n", ["bootstrap"]);
    }
    return `url(${names.get(svg)})`;
  });
  const dark = css.match(/(?:^|(?<=[}]))[^{}@]*\[data-bs-theme=dark\][^{}]*\{[^{}]*\}/g) ?? [];
  const system = dark.join("").replaceAll("[data-bs-theme=dark]", "[data-bs-theme=system]");
  css += `@media (prefers-color-scheme:dark){${system}}\n`;
  if (css.includes("data:")) throw new Error("bootstrap: a data: address is left");
  write("bootstrap", "bootstrap.min.css", css, ["bootstrap"]);
  write("bootstrap", "LICENSE", read("bootstrap/LICENSE"), ["bootstrap"]);
}

// --- Icons: one sprite of those named in icons.txt -----------------------------------------
function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").trim().split("\n");
  const symbols = names.map((name) => {
    const svg = read(`bootstrap-icons/icons/${name}.svg`);
    const box = svg.match(/viewBox="([^"]+)"/)[1];
    const body = svg.replace(/<\/?svg[^>]*>/g, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="${box}">${body}</symbol>`;
  });
  write("bootstrap-icons", "sprite.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`, ["bootstrap-icons"]);
  write("bootstrap-icons", "LICENSE", read("bootstrap-icons/LICENSE"), ["bootstrap-icons"]);
}

function copies() {
  write("htmx", "htmx.min.js", read("htmx.org/dist/htmx.min.js").replace(/\n?\/\/# sourceMappingURL.*/, ""), ["htmx.org"]);
  write("htmx", "LICENSE", read("htmx.org/LICENSE"), ["htmx.org"]);
  write("accessible-autocomplete", "accessible-autocomplete.min.css",
    read("accessible-autocomplete/dist/accessible-autocomplete.min.css").replace(/\/\*# sourceMappingURL.*?\*\//s, ""), ["accessible-autocomplete"]);
}

// --- Lazy modules and our own script ---------------------------------------------------------
const common = { bundle: true, format: "esm", target: "es2022", legalComments: "none", logLevel: "warning", metafile: true };

function packagesOf(metafile) {
  const found = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    // A package may carry a version of another one of its own: the whole path tells which it is.
    const match = input.match(/^(?:.*?\/)??node_modules\/((?:(?:@[^/]+\/)?[^/]+\/node_modules\/)*(?:@[^/]+\/)?[^/]+)\//);
    if (match) found.add(match[1]);
  }
  return [...found].sort();
}

async function lazy(folder, file, entry) {
  const outfile = join(vendor, folder, file);
  const { metafile } = await build({
    ...common, minify: true, outfile, entryPoints: [join(here, "src/vendor", entry)],
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const names = packagesOf(metafile);
  parts.push({ file: `${folder}/${file}`, names });
  const texts = names.map((name) => {
    const found = readdirSync(join(modules, name)).find((each) => /^licen[cs]e(\.|$)/i.test(each));
    const text = found ? read(`${name}/${found}`).trim() : `${licence(name)} (the package carries no licence file)`;
    return `${plain(name)} ${version(name)}\n\n${text}\n`;
  });
  writeFileSync(join(vendor, folder, "LICENSES"), texts.join(`\n${"-".repeat(72)}\n\n`));
}

function table() {
  const rows = parts.map(({ file, names }) => {
    const bytes = readFileSync(join(vendor, file));
    const digest = createHash("sha256").update(bytes).digest("hex");
    const sources = names.map((name) => `${plain(name)} ${version(name)} (${licence(name)})`).join(", ");
    return `| ${file} | ${sources} | ${gzipSync(bytes).length} | \`${digest}\` |`;
  });
  writeFileSync(join(vendor, "README.md"), [
    "# Parts that others wrote",
    "",
    "Made by `make frontend` from the versions pinned in `frontend/package-lock.json`; never edited by hand.",
    "A test compares every file here with its digest below. `frontend/README.md` tells how to renew them.",
    "",
    "| file | from (version, licence) | bytes, gzipped | SHA-256 |",
    "|---|---|---|---|",
    ...rows.sort(),
    "",
  ].join("\n"));
}

rmSync(vendor, { recursive: true, force: true });
bootstrap();
icons();
copies();
await lazy("tiptap", "editor.min.js", "editor.js");
await lazy("uppy", "uploads.min.js", "uploads.js");
await lazy("accessible-autocomplete", "autocomplete.min.js", "autocomplete.js");
await lazy("sortablejs", "sortable.min.js", "sortable.js");
await build({
  ...common, metafile: false, minifyWhitespace: true, minifySyntax: true, outfile: join(statics, "ventanilla.js"),
  entryPoints: [join(here, "src/ventanilla.js")],
  banner: { js: "// Built from frontend/src by `make frontend`; edit there." },
});
mkdirSync(join(here, "../tests/browser/vendor"), { recursive: true });
cpSync(join(modules, "axe-core/axe.min.js"), join(here, "../tests/browser/vendor/axe.min.js"));
cpSync(join(modules, "axe-core/LICENSE"), join(here, "../tests/browser/vendor/LICENSE-axe-core"));
table();
