export { unbundled as default } from '../../tsup.builds.ts';
