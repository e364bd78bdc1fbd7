// The screen of a Neovim, from its `redraw` events (:help ui-linegrid), and a picture of it made by a browser.
import { chromium } from 'playwright-core';

const colour = (number) => `#${number.toString(16).padStart(6, '0')}`;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export class Screen {
  rows = [];
  looks = new Map();
  cursor = [0, 0];
  foreground = 0;
  background = 0xffffff;

  draw(events) {
    for (const [name, ...calls] of events) {
      for (const call of calls) this[`on_${name}`]?.(...call);
    }
  }

  on_grid_resize(_grid, width, height) {
    this.rows = Array.from({ length: height }, () => Array.from({ length: width }, () => [' ', 0]));
  }
  on_grid_clear() {
    for (const row of this.rows) row.fill([' ', 0]);
  }
  on_grid_cursor_goto(_grid, row, column) {
    this.cursor = [row, column];
  }
  on_default_colors_set(foreground, background) {
    if (foreground >= 0) this.foreground = foreground;
    if (background >= 0) this.background = background;
  }
  on_hl_attr_define(id, look) {
    this.looks.set(id, look);
  }
  on_grid_line(_grid, row, column, cells) {
    let look = 0;
    for (const [text, id, times] of cells) {
      look = id ?? look;
      for (let count = times ?? 1; count > 0; --count) this.rows[row][column++] = [text, look];
    }
  }
  on_grid_scroll(_grid, top, bottom, left, right, by) {
    const from = this.rows.map((row) => [...row]);
    for (let row = top; row < bottom; ++row) {
      const source = row + by;
      if (source < top || source >= bottom) continue;
      for (let column = left; column < right; ++column) this.rows[row][column] = from[source][column];
    }
  }

  text() {
    return this.rows.map((row) => row.map(([text]) => text).join('').trimEnd()).join('\n');
  }

  html() {
    const style = (id, atCursor) => {
      const look = this.looks.get(id) ?? {};
      let fore = look.foreground ?? this.foreground;
      let back = look.background ?? this.background;
      if (Boolean(look.reverse) !== atCursor) [fore, back] = [back, fore];
      const lines = look.undercurl || look.underline ? `;text-decoration:underline ${look.undercurl ? 'wavy ' : ''}${colour(look.special ?? fore)} 1px` : '';
      return `color:${colour(fore)};background:${colour(back)}${look.bold ? ';font-weight:bold' : ''}${look.italic ? ';font-style:italic' : ''}${lines}`;
    };
    const rows = this.rows.map((row, y) =>
      row.map(([text, id], x) => `<span style="${style(id, y === this.cursor[0] && x === this.cursor[1])}">${escape(text)}</span>`).join(''),
    );
    return `<body style="margin:0"><pre style="margin:0;display:inline-block;padding:6px;background:${colour(this.background)};font:14px/18px 'DejaVu Sans Mono',monospace">${rows.join('\n')}</pre></body>`;
  }

  async picture(file) {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
      await page.setContent(this.html());
      await page.locator('pre').screenshot({ path: file });
    } finally {
      await browser.close();
    }
  }
}
