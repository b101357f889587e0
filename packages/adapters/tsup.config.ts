export { unbundled as default } from '../../tsup.unbundled.ts';
