// Bundles the stylesheets: called by luister.web.build with the folder to write into.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "lightningcss";

const out = process.argv[2];
mkdirSync(join(out, "img"), { recursive: true });

// Tabler is half a megabyte, most of it parts that no page of ours has. Rules of these families are left out. They are
// named here, and not found by looking through the templates, so that a class used for the first time never lacks its rule.
const UNUSED = new RegExp(
  "^(navbar|offcanvas|modal|ribbon|theme|popover|tooltip|bs-|avatar|carousel|toast|signal|calendar|chat|sparkline|markdown|prose|" +
    "otp|divide|legend|switch-icon|sortable|strength|tracking|wave|mention|stars|signature|timeline|loader|placeholder|dimmer|" +
    "gradient|img-|object-|list-group-item-|steps|step-item|accordion|sidebar|bg-pattern|ts-|noUi|payment|flag|hr-text|" +
    "table-(primary|secondary|success|info|warning|danger|light|dark)|progressbg|column-|columns-|demo|kbd|litepicker|" +
    "(bg|text|border|btn|btn-outline|btn-ghost|badge-outline|link|status|card-status)-?(blue|azure|indigo|purple|pink|red|orange|yellow|" +
    "lime|green|teal|cyan|x|facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|flickr|" +
    "bitbucket|tabler|gray)(-|$))",
);
const isUsed = (selector) => !selector.some((part) => part.type === "class" && UNUSED.test(part.name));

const visitor = {
  Rule: {
    style: (rule) => (rule.value.selectors.some(isUsed) ? undefined : []),
  },
  // The Content Security Policy needs no exception for data: images when they are files.
  Url(url) {
    const match = /^data:image\/svg\+xml,(.*)$/s.exec(url.url);
    if (!match) return url;
    const svg = decodeURIComponent(match[1]);
    const name = `img/${createHash("sha256").update(svg).digest("hex").slice(0, 12)}.svg`;
    writeFileSync(join(out, name), svg);
    return { ...url, url: name };
  },
};

for (const name of ["app", "survey"]) {
  const { code } = bundle({ filename: `css/${name}.css`, minify: true, visitor: name === "app" ? visitor : {} });
  writeFileSync(join(out, `${name}.css`), code);
}
