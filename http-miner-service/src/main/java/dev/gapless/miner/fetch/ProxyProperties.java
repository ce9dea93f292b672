package dev.gapless.miner.fetch;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Another way to sources than the direct one.
 *
 * @param url address of an HTTP proxy, such as {@code http://proxy.internal:3128}; without it none is used
 * @param sources names of sources that are called through the proxy
 */
@ConfigurationProperties("gapless.miner.proxy")
record ProxyProperties(@Nullable URI url, @DefaultValue Set<String> sources) {}
