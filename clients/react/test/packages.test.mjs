// The packages as a user gets them: packed, installed in another folder, built into a page, rendered on a server.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));

function npm(folder, ...args) {
  return execFileSync("npm", args, {cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"]});
}

test("an app in another folder installs the tarballs, builds, and renders on a server", (context) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "gapless-example-")));
  context.after(() => rmSync(folder, {recursive: true, force: true}));
  cpSync(join(here, "example"), folder, {recursive: true});
  const tarballs = [join(here, "..", "typescript"), here].map((source) => {
    const [packed] = JSON.parse(npm(source, "pack", "--json", "--pack-destination", folder));
    const files = packed.files.map((each) => each.path);
    assert.ok(files.includes("README.md") && files.includes("LICENSE") && files.includes("dist/index.d.ts"), `${files}`);
    assert.ok(!files.some((each) => each.startsWith("test") || each.startsWith("src")), `${files}`);
    return join(folder, packed.filename);
  });
  npm(folder, "install", "--no-audit", "--no-fund", "--no-save", ...tarballs);
  assert.ok(!existsSync(join(folder, "node_modules", "@gapless", "react", "node_modules")), "one React, one client");
  npm(folder, "run", "build");
  assert.match(readFileSync(join(folder, "dist", "page.js"), "utf8"), /gapless\.v1\.json/);
  const html = execFileSync("node", ["dist/server.js"], {cwd: folder, encoding: "utf8"});
  assert.match(html, /role="status"[^>]*>Offline/);
  assert.match(html, /loading.*unknown/);
});
