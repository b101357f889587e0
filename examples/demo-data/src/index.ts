export { createDemoDatabase, type DemoDatabase, type DemoDatabaseOptions } from './create-demo-database.ts';
export { demoGlossary, type GlossaryTerm } from './glossary.ts';
