declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** The server is not listening yet. Times are in milliseconds; without a path it keeps data in memory. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
