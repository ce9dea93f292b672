package dev.gapless.capture.account;

import dev.gapless.common.message.CaptureState;
import dev.gapless.common.message.CaptureStatesRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.RestClientException;

/**
 * Tells the scheduler how captures stand, so that an operator can ask one place. Only the latest state of an account is
 * sent, and again until the scheduler has accepted it.
 */
final class CaptureStateReporter implements CaptureStateSink {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureStateReporter.class);

    private final Consumer<CaptureStatesRequest> scheduler;
    private final Map<String, CaptureState> unsent = new LinkedHashMap<>();
    private boolean failing;

    /** @param scheduler sends one request; throws {@link RestClientException} when it was not accepted */
    CaptureStateReporter(Consumer<CaptureStatesRequest> scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void report(CaptureState state) {
        synchronized (unsent) {
            // the account's latest state moves to the end of the queue
            unsent.remove(state.key());
            unsent.put(state.key(), state);
        }
    }

    /** Sends what waits. What was not accepted waits on, unless the account has a newer state by then. */
    void send() {
        List<CaptureState> batch = take();
        while (!batch.isEmpty()) {
            try {
                scheduler.accept(new CaptureStatesRequest(batch));
                failing = false;
            } catch (RestClientException e) {
                putBack(batch);
                if (!failing) {
                    LOG.warn(
                            "capture-states-not-sent states={} cause={}",
                            batch.size(),
                            e.getClass().getSimpleName());
                }
                failing = true;
                return;
            }
            batch = take();
        }
    }

    private List<CaptureState> take() {
        List<CaptureState> batch = new ArrayList<>();
        synchronized (unsent) {
            Iterator<CaptureState> states = unsent.values().iterator();
            while (states.hasNext() && batch.size() < CaptureStatesRequest.MAX) {
                batch.add(states.next());
                states.remove();
            }
        }
        return batch;
    }

    private void putBack(List<CaptureState> batch) {
        synchronized (unsent) {
            batch.forEach(state -> unsent.putIfAbsent(state.key(), state));
        }
    }
}
