/** Style sheets are bundled by esbuild; a script imports them for their effect only. */
declare module '*.css';
