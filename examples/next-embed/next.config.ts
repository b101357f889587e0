import type { NextConfig } from 'next';

export default {
  // They start threads, load native code, and look for packages that need not be there, as no bundle can.
  serverExternalPackages: ['@nl2sql/adapters', 'libsql', 'usearch'],
  // The workspace checks the types.
  typescript: { ignoreBuildErrors: true },
} satisfies NextConfig;
