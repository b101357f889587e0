import { handler } from '../../../../server/nl2sql.ts';

export { handler as GET, handler as POST, handler as OPTIONS };
