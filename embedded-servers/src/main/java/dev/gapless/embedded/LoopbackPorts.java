package dev.gapless.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 for servers that begin to listen later, or stop and listen again. They lie below the ranges from
 * which Linux (32768) and macOS (49152) give ports to outgoing connections. A port from there may be taken meanwhile,
 * even by a client that tries to connect to it.
 */
public final class LoopbackPorts {

    private static final int FIRST = 12_000;
    private static final int PAST = 32_000;
    private static final int MOST_TRIES = 1_000;

    private LoopbackPorts() {}

    /**
     * As many different ports that are free now.
     *
     * @throws IOException when so many were not found
     */
    public static int[] free(int count) throws IOException {
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; ports.size() < count && tries < MOST_TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, PAST);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new IOException("127.0.0.1: %d of %d free ports found from %d to %d (remedy: name them yourself)"
                    .formatted(ports.size(), count, FIRST, PAST - 1));
        }
        return ports.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
