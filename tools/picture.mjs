// Draws coloured terminal output as an SVG: `COMMAND | node tools/picture.mjs TITLE > docs/check.svg`.
import { readFileSync } from "node:fs";

const colors = { 31: "#f47067", 33: "#e0b050", 34: "#6cb6ff", 36: "#56d4dd", 35: "#dcbdfb", 32: "#8ddb8c" };
const width = 8.43;
const height = 19;
const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const lines = readFileSync(0, "utf8").replace(/\n+$/, "").split("\n");
const title = process.argv[2] ?? "";
const plain = lines.map((line) => line.replace(/\x1b\[[0-9;]*m/g, ""));
const columns = Math.max(...plain.map((line) => line.length), title.length + 2);
let style = { color: "#d1d7e0", bold: false };

function draw(line, y) {
  let x = 0;
  let out = "";
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    const codes = /^\x1b\[([0-9;]*)m$/.exec(part);
    if (codes) {
      for (const code of codes[1].split(";").map(Number)) {
        if (code === 0) style = { color: "#d1d7e0", bold: false };
        if (code === 1) style = { ...style, bold: true };
        if (colors[code]) style = { ...style, color: colors[code] };
      }
    } else if (part !== "") {
      const weight = style.bold ? ' font-weight="bold"' : "";
      out += `<text x="${(16 + x * width).toFixed(1)}" y="${y}" fill="${style.color}"${weight} textLength="${(part.length * width).toFixed(1)}">${escape(part)}</text>\n`;
      x += part.length;
    }
  }
  return out;
}

const body = [`\x1b[32m$\x1b[0m ${title}`, ...lines].map((line, i) => draw(line, 30 + i * height)).join("");
const w = Math.ceil(32 + columns * width);
const h = 40 + (lines.length + 1) * height - 8;
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">\n` +
    `<title>${escape(title)}</title>\n<rect width="${w}" height="${h}" rx="8" fill="#1f2428"/>\n` +
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" xml:space="preserve">\n${body}</g>\n</svg>\n`,
);
