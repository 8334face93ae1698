/** Builds what the browser gets: `node src/opora/assets/build.mjs`. Called by scripts/build_assets.py. */

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "static", "opora");
const find = createRequire(import.meta.url).resolve;
/** Islands that a page loads by themselves; the others come inside these. */
const LOADED = ["every-page", "cabinet", "table-tools", "week-grid", "board", "grafik", "conversation", "media", "meeting", "meeting-chat", "meeting-tools", "captions-worklet", "film", "timer", "devices", "service-worker"];
/** Fetched by an island when they are first needed, as modules. */
const LAZY = ["uploading", "recording", "meeting-livekit", "notes", "whiteboard"];
const BROWSERS = ["chrome115", "firefox115", "safari16.4"];

const FONTS = [
  ["@fontsource-variable/golos-text", ["golos-text-cyrillic-wght-normal", "golos-text-latin-wght-normal"]],
];

/** Cyrillic and Latin in one file: a clause always has both, and two files were two requests. */
const SERIF = "pt-serif-400-normal.woff2";

/** Dark sets again for readers who follow their system: data-theme="auto". */
function withAutoTheme(tokens) {
  const dark = [...tokens.matchAll(/^[^\n{}]*\[data-theme="dark"\] \{[^}]*\}/gm)].map(([rule]) => rule);
  const auto = dark.join("\n").replaceAll('[data-theme="dark"]', '[data-theme="auto"]');
  return `${tokens}\n@media (prefers-color-scheme: dark) {\n${auto}\n}\n`;
}

/** The numbers behind data-day, data-lane, data-from and data-to, so that the grid needs no inline style. */
function withPlaces(css) {
  const rules = [];
  const say = (attribute, name, value) => rules.push(`.week [${attribute}] { --${name}: ${value}; }`);
  for (let day = 1; day <= 7; day++) say(`data-day="${day}"`, "day", day);
  for (const lanes of [2, 3, 4, 6]) say(`data-lanes="${lanes}"`, "lanes", lanes);
  for (let lane = 2; lane <= 6; lane++) say(`data-lane="${lane}"`, "lane", lane);
  for (let hour = 0; hour < 24; hour++) rules.push(`.week[data-first="${hour}"] { --first: ${hour}; }`);
  for (const end of ["from", "to"]) {
    for (let hour = 0; hour <= 24; hour++)
      say(`data-${end}^="${String(hour).padStart(2, "0")}"`, `${end}-hour`, hour);
    for (let step = 0; step < 12; step++)
      say(`data-${end}$=":${String(step * 5).padStart(2, "0")}"`, `${end}-step`, step);
  }
  return `${css}\n${rules.join("\n")}\n`;
}

const generated = {
  name: "generated",
  setup({ onLoad }) {
    const add = (filter, change) =>
      onLoad({ filter }, async ({ path }) => ({ contents: change(await readFile(path, "utf8")), loader: "css" }));
    add(/tokens\.css$/, withAutoTheme);
    add(/week\.css$/, withPlaces);
  },
};

async function fonts() {
  await mkdir(join(out, "fonts"));
  for (const [name, files] of FONTS)
    for (const file of files)
      await copyFile(find(`${name}/files/${file}.woff2`), join(out, "fonts", `${file}.woff2`));
  await copyFile(join(here, "fonts", SERIF), join(out, "fonts", SERIF));
}

async function icons() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = [];
  for (const name of names) {
    const svg = await readFile(find(`@tabler/icons/outline/${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner.replaceAll(/\s*\n\s*/g, "").trim()}</symbol>`);
  }
  const notice = "<!-- Tabler Icons, MIT, https://tabler.io/icons -->";
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${notice}${symbols.join("")}</svg>`);
}

async function islands() {
  await build({
    entryPoints: LOADED.map((name) => join(here, "islands", `${name}.ts`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: BROWSERS,
  });
  await build({
    entryPoints: LAZY.map((name) => join(here, "islands", `${name}.ts`)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
  });
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await mkdir(join(here, "test"), { recursive: true });
await Promise.all([
  islands(),
  build({
    entryPoints: ["main", "week", "meeting", "styleguide", "board"].map((name) => join(here, "css", `${name}.css`)),
    outdir: out,
    bundle: true,
    minify: true,
    target: BROWSERS,
    external: ["*.woff2"],
    plugins: [generated],
  }),
  fonts(),
  icons(),
  copyFile(join(here, "logo.svg"), join(out, "logo.svg")),
  copyFile(find("axe-core/axe.min.js"), join(here, "test", "axe.min.js")),
]);
