package dev.gapless.connector.manifest.part;

import dev.gapless.connector.BreakerSpec;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.QuotaRules;
import dev.gapless.connector.QuotaStatusCall;
import dev.gapless.connector.UsedQuota;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code http: {base-url, timeout, max-page, rate: {per-second, burst, pause, used, status, reserve}, pool, breaker}}.
 */
public final class HttpPart {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final ValueFormat<Duration> PAUSE =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final ValueFormat<Duration> WINDOW =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofDays(1));

    private static final ValueFormat<Duration> EVERY =
            QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofHours(1));

    private static final ValueFormat<String> PATH = ValueFormats.matching(
            Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@/?-]{0,255}"),
            "a path behind the base address, with a query if need be",
            "/rate_limit");

    private HttpPart() {}

    /** Ready once the whole manifest was found good. */
    public static Supplier<HttpSpec> read(ManifestSection http, NetworkRule network) {
        String url = UrlPart.read(http, "base-url", "http", network);
        Duration timeout = http.value(
                "timeout",
                QuantityFormats.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
                Duration.ofSeconds(10));
        int maxPage = http.value("max-page", QuantityFormats.size(KIB, 64 * MIB), 8 * MIB);
        ManifestSection rate = http.section("rate");
        double perSecond = rate.value("per-second", ValueFormats.decimal(0.001, 10_000));
        long burst = rate.value("burst", ValueFormats.whole(1, 10_000));
        BreakerSpec breaker = breaker(http, rate.value("pause", PAUSE, BreakerSpec.DEFAULT.pause()));
        QuotaRules quota = new QuotaRules(
                used(rate),
                status(rate),
                rate.value("reserve", ValueFormats.decimal(0, 0.4), 0.0),
                http.value("pool", ValueFormats.flag(), false));
        return () -> new HttpSpec(URI.create(url), timeout, maxPage, perSecond, (int) burst, breaker, quota);
    }

    private static @Nullable UsedQuota used(ManifestSection rate) {
        @Nullable ManifestSection used = rate.optionalSection("used");
        if (used == null) {
            return null;
        }
        long limit = used.value("limit", ValueFormats.whole(1, 1_000_000_000));
        long weight = used.value("weight", ValueFormats.whole(1, 1_000_000), 1L);
        if (used.has("weight") && weight > limit) {
            used.problem("weight", "at most the limit", "write: weight: 1");
        }
        return new UsedQuota(used.value("header", AuthenticationPart.HEADER), limit, used.value("per", WINDOW), weight);
    }

    private static @Nullable QuotaStatusCall status(ManifestSection rate) {
        @Nullable ManifestSection status = rate.optionalSection("status");
        return status == null
                ? null
                : new QuotaStatusCall(
                        status.value("path", PATH),
                        status.value("remaining", ValueFormats.pointer()),
                        status.optional("limit", ValueFormats.pointer()),
                        status.value("reset", ValueFormats.pointer()),
                        status.value("every", EVERY, Duration.ofMinutes(1)));
    }

    private static BreakerSpec breaker(ManifestSection http, Duration pause) {
        BreakerSpec standard = BreakerSpec.DEFAULT;
        @Nullable ManifestSection breaker = http.optionalSection("breaker");
        return breaker == null
                ? new BreakerSpec(standard.failures(), standard.openLimited(), standard.openFailing(), pause)
                : new BreakerSpec(
                        Math.toIntExact(
                                breaker.value("failures", ValueFormats.whole(1, 100), (long) standard.failures())),
                        breaker.value("open-limited", PAUSE, standard.openLimited()),
                        breaker.value("open-failing", PAUSE, standard.openFailing()),
                        pause);
    }
}
