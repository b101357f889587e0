/** Makes a client at the first call and keeps it for the later ones; what failed is tried anew. */
export function connectOnce<Client>(connect: () => Promise<Client> | Client): () => Promise<Client> {
  let connected: Promise<Client> | undefined;
  return async () => {
    connected ??= Promise.resolve(connect());
    try {
      return await connected;
    } catch (error) {
      connected = undefined;
      throw error;
    }
  };
}
