package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.faults.Strike;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What faults have in store for one socket. Silence may come from any thread, all else on the event loop. */
final class Strikes {

    private @Nullable Strike armed;
    private volatile boolean targeted;
    private volatile @Nullable Long silentUntil;

    /** No close frame, and a reset in place of the usual goodbye: what was still on its way is gone. */
    void carryOut(Strike strike, Channel channel) {
        if (!channel.isActive() || !strike.wanted()) {
            strike.missed();
            return;
        }
        targeted = true;
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        strike.landed();
        var _ = channel.close();
    }

    /** To be carried out after the next event. */
    void arm(Strike strike, Channel channel) {
        if (armed != null || !channel.isActive()) {
            strike.missed();
        } else {
            targeted = true;
            armed = strike;
        }
    }

    void afterEvent(Channel channel) {
        Strike strike = armed;
        if (strike != null) {
            armed = null;
            targeted = false;
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

    boolean none() {
        return !targeted && !silent();
    }

    void closed() {
        Strike strike = armed;
        if (strike != null) {
            armed = null;
            strike.missed();
        }
    }
}
