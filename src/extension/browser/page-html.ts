/** The HTML of a page: a constant but for addresses, a nonce and a title of our own. All data comes later, as messages. */

interface PageAddresses {
  /** What the webview calls its own origin in a content security policy. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** Random, and another one for every load. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

export function pageHtml({ cspSource, script, style, nonce, language, title }: PageAddresses): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // The component toolkit adds one style element of its own; it finds the nonce in the meta element below.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${/^[\w-]{1,35}$/.test(language) ? language : 'en'}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}
