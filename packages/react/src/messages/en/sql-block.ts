export const sqlBlock = {
  sqlTitle: 'SQL',
  sqlVersion: ({ version }: { readonly version: number }) => `SQL, version ${version}`,
  sqlCopy: 'Copy SQL',
};
