/** The part of plotly.js that the views draw with; a chunk of its own, fetched at the first plot. */
export { default as plotly } from 'plotly.js/lib/core';
