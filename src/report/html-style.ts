/** How a report looks as a page: light and dark, on a screen and on paper. */
export const HTML_STYLE = `
:root {
  color-scheme: light dark;
  --text: #1d1d1f; --soft: #5f6368; --page: #f5f5f7; --card: #fff; --line: #d9dadd;
  --good: #1b6e37; --good-back: #e3f4e8; --bad: #b3261e; --bad-back: #fcebea;
  --doubt: #8a4b00; --doubt-back: #fff1dc; --quiet: #55585d; --quiet-back: #ececef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #ececf1; --soft: #a5a8ae; --page: #18191b; --card: #222326; --line: #3a3c40;
    --good: #7bd694; --good-back: #1c3425; --bad: #ff9a92; --bad-back: #43211f;
    --doubt: #ffc069; --doubt-back: #3d2d13; --quiet: #b4b7bd; --quiet-back: #303236;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { margin: 0 0 12px; font-size: 26px; line-height: 1.25; }
h2 { margin: 36px 0 12px; font-size: 19px; }
h3 { margin: 0; font-size: 16px; }
small { color: var(--soft); font-weight: normal; font-size: 13px; }
code { font: 13px/1.5 ui-monospace, monospace; }
.good { --tone: var(--good); --back: var(--good-back); }
.bad { --tone: var(--bad); --back: var(--bad-back); }
.doubt { --tone: var(--doubt); --back: var(--doubt-back); }
.quiet { --tone: var(--quiet); --back: var(--quiet-back); }
.verdict { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin: 0 0 20px; padding: 12px 16px; border-radius: 8px;
  background: var(--back); border-inline-start: 4px solid var(--tone); }
.verdict strong { color: var(--tone); font-size: 17px; }
dl { margin: 0; padding: 6px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
dl div { display: flex; gap: 16px; padding: 5px 0; }
dt { flex: 0 0 120px; color: var(--soft); }
dd { margin: 0; min-width: 0; }
article + article { margin-top: 56px; }
ul { margin: 0; padding: 0; list-style: none; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px; margin: 16px 0; }
.numbers li { padding: 10px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.numbers b { display: block; font-size: 22px; line-height: 1.3; color: var(--tone); font-variant-numeric: tabular-nums; }
.numbers span { color: var(--soft); font-size: 13px; }
.note { margin: 8px 0; padding: 8px 14px; background: var(--quiet-back); border-radius: 8px; }
.wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 14px; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; font-size: 13px; }
td:first-child { white-space: nowrap; width: 1%; }
td:nth-child(2) { width: 40%; }
.pill { display: inline-block; padding: 1px 10px; border-radius: 999px; background: var(--back); color: var(--tone); font-size: 13px; font-weight: 600; }
section { margin: 0 0 14px; padding: 14px 16px; background: var(--card); border: 1px solid var(--line); border-inline-start: 4px solid var(--tone); border-radius: 8px; }
.help { margin: 4px 0 10px; color: var(--soft); }
.items > li { padding: 8px 0; border-top: 1px solid var(--line); }
.items p { margin: 2px 0; }
.items ul { margin: 4px 0 4px 18px; list-style: disc; font-size: 13px; }
.path { font-weight: 600; }
.fix { color: var(--soft); }
footer { margin-top: 32px; color: var(--soft); font-size: 13px; }
@media (max-width: 600px) {
  main { padding: 20px 12px 32px; }
  dl div { display: block; }
  td, th { padding: 8px 10px; }
}
@media print {
  :root { color-scheme: light; --text: #000; --soft: #444; --page: #fff; --card: #fff; --line: #bbb;
    --good: #1b6e37; --good-back: #fff; --bad: #b3261e; --bad-back: #fff; --doubt: #8a4b00; --doubt-back: #fff; --quiet: #444; --quiet-back: #fff; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr, .items > li, .numbers li { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
