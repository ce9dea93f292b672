package dev.gapless.common.platform.dryrun;

import dev.gapless.common.platform.ApiProblem;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads the conditions of a call from its query and its headers. */
final class CallConditionsResolver implements HandlerMethodArgumentResolver {

    private static final int MAX_REASON = 1_000;
    private static final Pattern TAG = Pattern.compile("\"(" + CallPlan.HASH_FORM + ")\"");

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == CallConditions.class;
    }

    @Override
    public CallConditions resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        String[] named = request.getParameterValues(CallConditions.OVERRIDE);
        Set<String> overridden = named == null ? Set.of() : new LinkedHashSet<>(Arrays.asList(named));
        return new CallConditions(
                isDryRun(request.getParameter(CallConditions.DRY_RUN)),
                planHash(request.getHeader(HttpHeaders.IF_MATCH)),
                overridden,
                overrideReason(!overridden.isEmpty(), request.getParameter(CallConditions.OVERRIDE_REASON)));
    }

    /** A word that is not understood is refused: it must never mean that the call is carried out. */
    private static boolean isDryRun(@Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw ApiProblem.badRequest(
                "%s: '%s' (expected: true or false)".formatted(CallConditions.DRY_RUN, value),
                "Write true to be told only.");
    }

    /** {@code *} stands for any state, as in HTTP. */
    private static @Nullable String planHash(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw ApiProblem.badRequest(
                    HttpHeaders.IF_MATCH + ": of another form (expected: the ETag of one dry run)",
                    "Ask for a dry run with %s=true, and send its ETag as it is.".formatted(CallConditions.DRY_RUN));
        }
        return tag.group(1);
    }

    private static @Nullable String overrideReason(boolean wanted, @Nullable String reason) {
        if (!wanted) {
            return null;
        }
        boolean missing = reason == null || reason.isBlank();
        if (reason == null || missing || reason.length() > MAX_REASON) {
            throw ApiProblem.badRequest(
                    "%s: %s (expected: 1 to %d characters)"
                            .formatted(CallConditions.OVERRIDE_REASON, missing ? "missing" : "too long", MAX_REASON),
                    "Say why the rule may be broken; the audit log keeps it.");
        }
        return reason;
    }
}
