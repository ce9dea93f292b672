package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.HttpSpec;
import dev.gapless.common.connector.manifest.node.ManifestSection;
import dev.gapless.common.connector.manifest.node.QuantityFormats;
import dev.gapless.common.connector.manifest.node.ValueFormats;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

/** {@code http: {base-url, timeout, max-page, rate: {per-second, burst}}}. */
public final class HttpPart {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private HttpPart() {}

    /** Ready once the whole manifest was found good. */
    public static Supplier<HttpSpec> read(ManifestSection manifest, NetworkRule network) {
        ManifestSection http = manifest.section("http");
        String url = UrlPart.read(http, "base-url", "http", network);
        Duration timeout = http.value(
                "timeout",
                QuantityFormats.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
                Duration.ofSeconds(10));
        int maxPage = http.value("max-page", QuantityFormats.size(KIB, 64 * MIB), 8 * MIB);
        ManifestSection rate = http.section("rate");
        double perSecond = rate.value("per-second", ValueFormats.decimal(0.001, 10_000));
        long burst = rate.value("burst", ValueFormats.whole(1, 10_000));
        return () -> new HttpSpec(URI.create(url), timeout, maxPage, perSecond, (int) burst);
    }
}
