package dev.gapless.processor.commit;

import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse.Floor;
import java.util.List;

/** Asks the ledger how far captured partitions are decided. */
@FunctionalInterface
public interface FloorClient {

    /**
     * Waits for as long as the ledger is away.
     *
     * @return one floor a partition, in their order
     * @throws FloorBehindException when the ledger has no floor of a partition, and the query does not say where its
     *     log begins
     * @throws InterruptedException when the caller no longer wants to know
     */
    List<Floor> of(List<Partition> partitions) throws InterruptedException;
}
