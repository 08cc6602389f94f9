import { Global, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { DatabaseService } from './database.service';
import { Leases } from './leases';
import { Rounds } from './rounds';

@Global()
@Module({
  imports: [
    MongooseModule.forRootAsync({
      useFactory: () => ({
        // No address here: DatabaseService opens the connection and waits for the database.
        lazyConnection: true,
        connectionFactory: (connection: Connection) => {
          // Mongoose tries the missing address at once; that this fails is no fault of anybody.
          connection.asPromise().catch(() => undefined);
          connection.set('autoIndex', false);
          connection.set('autoCreate', false);
          connection.set('bufferTimeoutMS', 5000);
          return connection;
        },
      }),
    }),
  ],
  providers: [DatabaseService, Leases, Rounds],
  exports: [DatabaseService, Leases, Rounds],
})
export class DatabaseModule {}
