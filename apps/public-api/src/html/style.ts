/** Letters beside the Latin ones, of which a browser fetches what a page has. */
export const LETTERS = {
  greek: 'U+0370-03FF,U+1F00-1FFF',
  'latin-ext': 'U+0100-02FF,U+1D00-1DBF,U+1E00-1E9F,U+20A0-20AB,U+2113,U+2C60-2C7F,U+A720-A7FF',
} as const;
const FURTHER_LETTERS = Object.entries(LETTERS)
  .map(
    ([name, range]) =>
      `@font-face{font-family:Inter;src:url(/assets/inter-${name}.woff2) format('woff2');font-weight:100 900;font-display:swap;unicode-range:${range}}`,
  )
  .join('\n');

/** One sheet for all public pages: the colours and type of the web program, calmer; prints on A4. */
export const STYLE = `@font-face{font-family:Inter;src:url(/assets/inter.woff2) format('woff2');font-weight:100 900;font-display:swap}
${FURTHER_LETTERS}
:root{color-scheme:light dark;--bg:#fff;--text:#16202a;--dim:#55636f;--line:#e2e7ea;--strong:#c9d2d7;--accent:#0b6e6e;--tint:#e3f2f1;--warn:#855600}
@media(prefers-color-scheme:dark){:root{--bg:#101418;--text:#e3e9ee;--dim:#9dabb6;--line:#232b32;--strong:#36424c;--accent:#4fd1c5;--tint:#12312f;--warn:#e6b450}}
*{box-sizing:border-box}
html{font:15px/1.55 Inter,'IBM Plex Sans',system-ui,sans-serif;background:var(--bg);color:var(--text);-webkit-text-size-adjust:100%}
body{margin:0;overflow-wrap:anywhere}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--bg);padding:6px 10px;z-index:1}
.bar{display:flex;align-items:center;justify-content:space-between;gap:12px;min-height:48px;padding:0 20px;border-bottom:1px solid var(--line)}
.home{display:flex;align-items:center;gap:8px;color:inherit;text-decoration:none;min-height:44px}.site{font-weight:600}.part{color:var(--dim)}
.switch{font-size:13px;padding:12px 0}
main{max-width:70ch;margin:0 auto;padding:28px 20px 56px}main.wide{max-width:1100px}
h1{font-size:1.65rem;line-height:1.25;font-weight:600;letter-spacing:-.01em;margin:.35em 0 .5em;text-wrap:balance}
h2{font-size:1.05rem;font-weight:600;margin:2.2em 0 .5em}
h3{font-size:1rem;font-weight:500;margin:0}
p{margin:.5em 0}
.doi{display:flex;flex-wrap:wrap;gap:4px 14px;align-items:baseline;color:var(--dim);font-size:14px}
.mono,code,pre,.doi a[rel=cite-as]{font-family:'IBM Plex Mono','Liberation Mono',ui-monospace,monospace;font-size:.93em}
.authors{list-style:none;margin:.4em 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 14px}
.authors small{color:var(--dim)}
.orcid{font-size:12px;white-space:nowrap}
.dim{color:var(--dim)}
.note{border-left:3px solid var(--warn);padding:2px 0 2px 12px;margin:1em 0}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0}
dl.facts dt{color:var(--dim)}dl.facts dd{margin:0}
.plain{list-style:none;margin:0;padding:0}
.datasets>li{padding:12px 0;border-top:1px solid var(--line)}.datasets>li:last-child{border-bottom:1px solid var(--line)}
.datasets .meta{color:var(--dim);font-size:13.5px;display:flex;flex-wrap:wrap;gap:2px 14px;margin-top:2px}
.quantities{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;margin-top:4px}.quantities b{font-weight:400;color:var(--dim)}
details{border-top:1px solid var(--line)}details:last-of-type{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:9px 0;font-weight:500}
pre{white-space:pre-wrap;background:var(--tint);border-radius:7px;padding:10px 12px;margin:0 0 12px}
button{font:inherit;font-size:13px;color:var(--accent);background:none;border:1px solid var(--strong);border-radius:7px;padding:5px 12px;min-height:32px;cursor:pointer;margin-bottom:12px}
table{border-collapse:collapse;width:100%}
th{font-size:12px;font-weight:500;color:var(--dim);text-align:left;border-bottom:1px solid var(--strong);padding:6px 14px 6px 0}
th a{color:inherit;text-decoration:none;display:inline-block;padding:6px 0}th[aria-sort] a{color:var(--text);font-weight:600}
td{border-bottom:1px solid var(--line);padding:9px 14px 9px 0;vertical-align:top}td.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}td.day{white-space:nowrap}
table.records td:last-child{min-width:12em}table.records td.dim{min-width:22em}.indent{margin-left:1em}
@media(min-width:900px){table.records td.mono{white-space:nowrap;font-size:.84em}}
form.find{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 18px}
form.find input,form.find select,form.find button{font:inherit;font-size:14px;color:inherit;background:var(--bg);border:1px solid var(--strong);border-radius:7px;padding:8px 11px;min-height:40px;margin:0}
form.find input{flex:1 1 16em;min-width:0}form.find button{background:var(--accent);border-color:var(--accent);color:var(--bg);font-weight:500}
form.files .acts{display:flex;flex-wrap:wrap;gap:8px;margin:14px 0}form.files .acts button,.button{display:inline-block;font-size:14px;color:var(--accent);background:none;border:1px solid var(--strong);border-radius:7px;padding:8px 14px;min-height:40px;margin:0;text-decoration:none}form.files input[type=checkbox]{width:18px;height:18px;margin:2px 0}
nav.pages{display:flex;gap:18px;align-items:baseline;margin:18px 0}
.machine{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:14px}
footer{border-top:1px solid var(--line);padding:18px 20px 30px;text-align:center;color:var(--dim);font-size:13px}
@media(max-width:640px){.part{display:none}h1{font-size:1.4rem}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:8px}
table.records thead{display:none}table.records tr{display:block;border-bottom:1px solid var(--line);padding:10px 0}table.records td{display:block;border:0;padding:1px 0}table.records td:first-child{font-weight:500}table.records td.number{text-align:left}
form.find input{flex-basis:100%}
table.listed thead{display:none}table.listed tr{display:flex;flex-wrap:wrap;gap:0 12px;border-bottom:1px solid var(--line);padding:9px 0}table.listed td{border:0;padding:1px 0}table.listed td.mono{flex:1 0 75%}table.listed td.number{margin-left:30px;text-align:left}}
@media print{@page{size:A4;margin:18mm}:root{color-scheme:light;--bg:#fff;--text:#000;--dim:#444;--line:#ccc;--strong:#999;--accent:#000;--tint:#f3f5f6;--warn:#855600}html{font-size:10.5pt;background:#fff;color:#000}.bar .switch,footer,.skip,form.find,nav.pages,button,.machine,h2.machine-title{display:none}main{max-width:none;padding:0}a{color:inherit}.doi a[href='#cite'],details>button,details:not([open]):has(>pre),details:not(:has(>pre))>summary{display:none}details::details-content{content-visibility:visible;display:block;height:auto}.datasets>li{break-inside:avoid}h2{break-after:avoid}}
`;

/** Adds a button to every citation; without it they are selected by hand. */
export const COPY_SCRIPT = `for (const pre of document.querySelectorAll('pre[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = pre.dataset.copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.textContent);
    button.textContent = pre.dataset.copied;
    setTimeout(() => (button.textContent = pre.dataset.copy), 2000);
  });
  pre.after(button);
}
`;
/** The cat, as in the web program. */
export const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#0e8a85" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="M5 4.5l3.3 3h7.400l3.300-3v8.300c0 3.800-2.900 6.700-7 6.700s-7-2.900-7-6.700ZM9 11.300v.01M15 11.300v.01M12 14v1.200M12 15.200c-.8 1-1.800 1.200-2.700.6M12 15.200c.8 1 1.800 1.200 2.700.6M2.800 13.300l2.200.4M21.200 13.300l-2.200.4"/></svg>`;
