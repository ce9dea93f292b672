package dev.gapless.common.platform.tenant;

import dev.gapless.common.platform.ApiProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The sources that exist for a caller. Handlers take it as an argument; without the filter that says it nothing exists.
 *
 * @param tenant whose they are; null for a caller of the whole installation
 * @param names empty where the tenant is null
 */
public record CallerSources(@Nullable String tenant, Set<String> names) {

    /** All that there are. */
    public static final CallerSources ALL = new CallerSources(null, Set.of());

    /** What to do about a source that does not exist for the caller. */
    static final String REMEDY = "GET /v1/sources lists yours. A new one shows within ten seconds.";

    private static final CallerSources NONE = new CallerSources("", Set.of());
    private static final String ATTRIBUTE = CallerSources.class.getName();

    public CallerSources {
        names = Set.copyOf(names);
    }

    /** Those of the call that is being answered. */
    public static CallerSources current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        Object found = request == null ? null : request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        return found instanceof CallerSources sources ? sources : NONE;
    }

    /** Those of a call. */
    public static CallerSources of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CallerSources sources ? sources : NONE;
    }

    void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** False for a caller of the whole installation. */
    public boolean limited() {
        return tenant != null;
    }

    /** @param source null for what belongs to no source: it exists for callers of the whole installation */
    public boolean include(@Nullable String source) {
        return tenant == null || (source != null && names.contains(source));
    }

    /** Those of some names that exist for the caller. */
    public List<String> among(Collection<String> sources) {
        return sources.stream().filter(this::include).toList();
    }

    /** For a statement: all that a row's source may be, or null when it may be any. */
    public String @Nullable [] filter() {
        return tenant == null ? null : names.stream().sorted().toArray(String[]::new);
    }

    /**
     * Refuses a source of another tenant as one that is not there.
     *
     * @throws ErrorResponseException 404
     */
    public void require(@Nullable String source) {
        if (!include(source)) {
            throw ApiProblem.notFound(detail(source), REMEDY);
        }
    }

    /** The same whether another tenant has it, or no tenant. */
    static String detail(@Nullable String source) {
        return "source: %s (expected: one of yours)".formatted(source == null ? "none" : source);
    }
}
