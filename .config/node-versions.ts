/** Which Node is needed for what. */

/** Runs the built command line and library: the first that has node:sqlite without a flag. Goes into the packed manifest. */
export const LEAST_NODE_OF_USER = '22.13';

/** Runs `bootstrap.mjs` in a checkout, which brings the pinned Node for everything else. */
export const LEAST_NODE_OF_CHECKOUT = '20';
