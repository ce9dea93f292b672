package dev.gapless.connector.token;

import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.util.Timeout;

/**
 * Asks over HTTP, with a connection for each call: tokens live for minutes at least. Redirects are not followed, and
 * names are resolved under the same policy as the source's.
 */
final class HttpTokenEndpoint implements TokenEndpoint, AutoCloseable {

    private static final int MOST = 64 * 1024;
    private static final Timeout TIMEOUT = Timeout.ofSeconds(10);

    private final CloseableHttpClient permitted;
    private final CloseableHttpClient publicOnly;

    HttpTokenEndpoint(AddressPolicy policy) {
        this.permitted = client(policy, new NetworkRule(true));
        this.publicOnly = client(policy, NetworkRule.PUBLIC_ONLY);
    }

    private static CloseableHttpClient client(AddressPolicy policy, NetworkRule rule) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(64)
                        .setMaxConnPerRoute(16)
                        .setDnsResolver(new PolicyDnsResolver(SystemDefaultDnsResolver.INSTANCE, policy, rule))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(TIMEOUT)
                                .build())
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("gapless")
                .build();
    }

    @Override
    public TokenAnswer post(NetworkRule rule, URI url, Map<String, String> headers, Map<String, String> form)
            throws InterruptedException {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setHeader("Accept", "application/json");
        List<NameValuePair> members = form.entrySet().stream()
                .<NameValuePair>map(member -> new BasicNameValuePair(member.getKey(), member.getValue()))
                .toList();
        request.setEntity(new UrlEncodedFormEntity(members, StandardCharsets.UTF_8));
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(TIMEOUT)
                .setResponseTimeout(TIMEOUT)
                .build());
        long begun = System.nanoTime();
        try {
            return (rule.allowPrivate() ? permitted : publicOnly).execute(request, answer -> read(answer, begun));
        } catch (PrivateAddressException e) {
            return new TokenAnswer.Unanswered("it leads to a private address", true);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while a token was asked for");
            }
            // its message may hold what was sent
            return new TokenAnswer.Unanswered("no whole answer: " + e.getClass().getSimpleName(), false);
        }
    }

    private static TokenAnswer read(ClassicHttpResponse answer, long begun) throws IOException {
        HttpEntity entity = answer.getEntity();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (entity != null) {
            InputStream content = entity.getContent();
            byte[] part = new byte[4_096];
            int length = content.read(part);
            while (length >= 0 && bytes.size() <= MOST) {
                bytes.write(part, 0, length);
                // the client's own limit is between two bytes
                if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(TIMEOUT.toMilliseconds())) {
                    throw new InterruptedIOException("too slow");
                }
                length = content.read(part);
            }
        }
        if (bytes.size() > MOST) {
            throw new IOException("too long");
        }
        return new TokenAnswer.Answered(answer.getCode(), bytes.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        permitted.close();
        publicOnly.close();
    }
}
