package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.faults.SocketFault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What faults have in store for one socket. Written on the event loop, but for the silence; read by any thread. */
final class SocketFaults {

    private volatile @Nullable SocketFault armed;
    private volatile @Nullable Long silentUntil;

    /** No close frame, and a reset in place of the usual goodbye: what was still on its way is gone. */
    void carryOut(SocketFault strike, Channel channel) {
        if (!channel.isActive() || !strike.wanted()) {
            strike.missed();
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        strike.landed();
        var _ = channel.close();
    }

    /** To be carried out after the next event. */
    void arm(SocketFault strike, Channel channel) {
        SocketFault before = armed;
        if (!channel.isActive() || (before != null && before.wanted())) {
            strike.missed();
            return;
        }
        if (before != null) {
            before.missed();
        }
        armed = strike;
    }

    void afterEvent(Channel channel) {
        SocketFault strike = armed;
        if (strike != null) {
            armed = null;
            carryOut(strike, channel);
        }
    }

    void silence(Duration length) {
        silentUntil = System.nanoTime() + length.toNanos();
    }

    boolean silent() {
        Long until = silentUntil;
        return until != null && System.nanoTime() - until < 0;
    }

    /** True when nothing is under way or in store. */
    boolean none() {
        SocketFault strike = armed;
        return !silent() && (strike == null || !strike.wanted());
    }

    void closed() {
        SocketFault strike = armed;
        if (strike != null) {
            armed = null;
            strike.missed();
        }
    }
}
