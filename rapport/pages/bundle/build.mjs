/* npm ci && npm run build: makes ../static/page.js, first.js and page.css from src/. */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { build } from "esbuild";

/** anywidget is published for JupyterLab's loader; here it is an ordinary module. */
const anywidget = {
  name: "anywidget",
  setup({ onLoad }) {
    onLoad({ filter: /anywidget\/dist\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const ending = 'define(["@jupyter-widgets/base"], widget_default);';
      if (!text.includes(ending)) throw new Error("anywidget ends differently now; see build.mjs");
      return { contents: text.replace(ending, "export default widget_default;"), loader: "js" };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "info",
  plugins: [anywidget],
  alias: {
    "sanitize-html": "./src/sanitize.js",
    jquery: "jquery/dist/jquery.slim.js",
  },
};
// A test compares this with the sources: nobody forgets to build.
const hash = createHash("sha256");
const sources = (await readdir("src")).map((name) => `src/${name}`);
for (const path of ["build.mjs", "package-lock.json", ...sources].sort()) {
  hash.update(await readFile(path));
}
const version = hash.digest("hex").slice(0, 16);
const from = `/* Built from rapport/pages/bundle, ${version}; licences: LICENSES.txt beside this. */`;
const script = await build({
  ...shared,
  entryPoints: { page: "src/page.js" },
  outdir: "../static",
  banner: { js: from },
  metafile: true,
});
await build({
  ...shared,
  entryPoints: { first: "src/first.js" },
  format: "iife", // an ordinary script: it must not wait for the page to be read
  outdir: "../static",
  banner: { js: from },
});
await build({
  ...shared,
  entryPoints: { page: "src/page.css" },
  outdir: "../static",
  banner: { css: from },
});

const packages = new Set();
for (const [path, { bytesInOutput }] of Object.entries(script.metafile.outputs["../static/page.js"].inputs)) {
  const name = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
  if (name && bytesInOutput) packages.add(name);
}
const texts = [];
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file && license !== "BSD-3-Clause") throw new Error(`${name} comes without its licence`);
  // Jupyter's packages name their licence without bringing its text.
  const text = file ? await readFile(`${folder}/${file}`, "utf8") : await readFile("jupyter-licence.txt", "utf8");
  texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile("../static/LICENSES.txt", texts.join(`\n${"-".repeat(78)}\n\n`));
