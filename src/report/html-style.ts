/** The look of the page. Fonts are the reader's own; on paper everything folded is open. */
export const STYLE = `
:root{color-scheme:light;--ink:#1c2430;--soft:#5b6675;--line:#d7dde5;--band:#f4f6f9;--blue:#1f5fa8;--warn:#8a4b00;--warn-band:#fff4e2}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.5rem 1.5rem 4rem;max-width:62rem;color:var(--ink);background:#fff;font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.3rem;margin:2.4rem 0 .7rem;padding-bottom:.3rem;border-bottom:2px solid var(--line);break-after:avoid}
h3{font-size:1rem;margin:1.2rem 0 .4rem;break-after:avoid}
p,ul{margin:.5rem 0}
:lang(zh){line-break:strict}
ul{padding-left:1.3rem}
.notice{background:var(--warn-band);color:var(--warn);border-left:4px solid #d98a1f;padding:.7rem 1rem;font-weight:600}
.small{color:var(--soft);font-size:.87rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:.5rem 1.5rem;margin:0;padding:1rem;background:var(--band);border-radius:6px}
dt{font-size:.78rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
nav ol{columns:3 12rem;padding-left:1.4rem;font-size:.92rem;color:var(--soft)}
a{color:var(--blue)}
a.cite{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.82em;text-decoration:none;background:var(--band);padding:.05rem .3rem;border-radius:3px;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.85em}
code{background:var(--band);padding:.05rem .25rem;border-radius:3px;overflow-wrap:anywhere}
pre{background:var(--band);padding:.8rem 1rem;border-radius:6px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;max-height:32rem;overflow-y:auto}
pre code{background:none;padding:0}
.table{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.2rem 0}
th{text-align:left;font-weight:600;color:var(--soft);border-bottom:2px solid var(--line)}
th,td{padding:.35rem .6rem;vertical-align:top;overflow-wrap:break-word}
td{border-bottom:1px solid var(--line)}
tr{break-inside:avoid}
.whole{white-space:nowrap}
ul.entries{list-style:none;padding:0}
ul.entries li{margin:.5rem 0;padding:.3rem .6rem;border-left:3px solid var(--line)}
ul.entries li:target{border-color:var(--blue);background:#eef4fb}
.right{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1rem 0;break-inside:avoid}
figure svg{max-width:100%;height:auto}
blockquote,li{break-inside:avoid}
blockquote{margin:.8rem 0;padding:.2rem 1rem;border-left:4px solid var(--line);color:var(--ink)}
blockquote footer{color:var(--soft);font-size:.87rem}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
details:target{border-color:var(--blue);box-shadow:0 0 0 2px #cfe0f5}
summary{cursor:pointer;font:.85rem ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
@page{size:A4;margin:18mm 15mm}
@media print{
body{padding:0;max-width:none;font-size:10.5pt}
nav{display:none}
pre{max-height:none;overflow:visible}
.table{overflow:visible}
table{font-size:8.5pt}
details::details-content{content-visibility:visible;block-size:auto}
details{break-inside:auto}
a{color:inherit;text-decoration:none}
}
`.trim()
