package dev.gapless.standalone.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Goes on calling the contract, also over the times when its node is away. */
final class ContractTicker implements AutoCloseable {

    private static final int LOGS = 3;
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final TickContract contract;
    private final AtomicInteger done = new AtomicInteger();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);

    ContractTicker(TickContract contract) {
        this.contract = contract;
        thread.start();
    }

    int done() {
        return done.get();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                contract.tick(LOGS);
                done.incrementAndGet();
            } catch (IOException e) {
                // the node is away; the next call shows whether it is back
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        Awaitility.await().until(() -> !thread.isAlive());
    }
}
