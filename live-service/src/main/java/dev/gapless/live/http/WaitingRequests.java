package dev.gapless.live.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;

/** Which requests wait at the moment. At the stop each is answered at once, and its client goes on elsewhere. */
final class WaitingRequests implements SmartLifecycle {

    private final int most;
    private final Set<ChangeSignal> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    WaitingRequests(int most) {
        this.most = most;
    }

    /** False when there is no room. */
    boolean enter(ChangeSignal request) {
        return running && waiting.size() < most && waiting.add(request);
    }

    void leave(ChangeSignal request) {
        waiting.remove(request);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        waiting.forEach(ChangeSignal::wake);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
