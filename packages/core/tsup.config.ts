export { bundled as default } from '../../tsup.builds.ts';
