package dev.gapless.checkpoint.longrunning.leases;

import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Refused;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of work that one process does at a time. The lease is given back after each round, so that the process that
 * ticks next has it. Where a process dies, the others wait until its lease has run out. The lease avoids that work is
 * done twice. What must not happen twice is to be written under {@link Lease#token()}.
 */
public final class LeasedWork implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedWork.class);

    private final LeaseStore leases;
    private final String resource;
    private final String owner;
    private final Duration duration;
    private final Consumer<Lease> work;

    public LeasedWork(LeaseStore leases, String resource, String owner, Duration duration, Consumer<Lease> work) {
        this.leases = leases;
        this.resource = resource;
        this.owner = owner;
        this.duration = duration;
        this.work = work;
    }

    @Override
    public void run() {
        switch (leases.acquire(resource, owner, duration)) {
            case Acquired(Lease lease) -> {
                try {
                    work.accept(lease);
                } finally {
                    leases.release(resource, lease.token());
                }
            }
            case Refused(Lease by) -> LOG.debug("work-left-to-another resource={} owner={}", resource, by.owner());
        }
    }
}
