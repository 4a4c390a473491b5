package dev.crossdock.replication.embedded;

import dev.crossdock.replication.Ledger;
import dev.crossdock.replication.contract.LedgerContract;
import dev.crossdock.replication.memory.MemoryLedger;

/** The ledger of maps keeps what every ledger promises. */
final class MemoryLedgerTest extends LedgerContract {
    private final MemoryLedger ledger = new MemoryLedger();

    @Override
    protected Ledger ledger() {
        return ledger;
    }
}
