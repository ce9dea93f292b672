package dev.gapless.live;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.live.LiveListener;
import java.net.URI;
import java.util.List;

/** Clients for tests. */
final class LiveChangeClients {

    private LiveChangeClients() {}

    /** Comes back within 20 ms at first. */
    static LiveChangeClient quick(List<URI> services, LiveListener listener) {
        return new LiveChangeClient(services, LiveReplica.TOKEN, listener, 20);
    }
}
