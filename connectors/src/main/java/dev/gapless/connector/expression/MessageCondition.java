package dev.gapless.connector.expression;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A condition over JSON, in the Common Expression Language. It sees its variables and nothing else, has no loops, and
 * is therefore done in a time that is linear in the message. Immutable and shared between threads.
 */
public final class MessageCondition {

    /** Characters of an expression. */
    public static final int MOST_CHARACTERS = 500;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .maxParseRecursionDepth(32)
            .maxParseExpressionNodeCount(200)
            .enableComprehension(false)
            .enableHeterogeneousNumericComparisons(true)
            .enableRegexPartialMatch(true)
            .maxRegexProgramSize(1_000)
            .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

    private final String text;
    private final List<String> variables;
    private final CelRuntime.Program program;

    private MessageCondition(String text, List<String> variables, CelRuntime.Program program) {
        this.text = text;
        this.variables = variables;
        this.program = program;
    }

    /**
     * @param variables names that the expression may use
     * @throws InvalidConditionException when the text is no such expression; the message says what is wrong with it
     */
    public static MessageCondition compile(String text, List<String> variables) throws InvalidConditionException {
        CelCompilerBuilder compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                // a macro over a list is a loop
                .setStandardMacros(CelStandardMacro.HAS)
                .setResultType(SimpleType.BOOL);
        variables.forEach(name -> compiler.addVar(name, SimpleType.DYN));
        try {
            CelCompiler ready = compiler.build();
            CelValidationResult checked = ready.compile(text);
            if (checked.hasError()) {
                var first = checked.getErrors().getFirst();
                throw new InvalidConditionException("character %d: %s"
                        .formatted(
                                first.getSourceLocation().getColumn() + 1,
                                first.getMessage().replace(" (in container '')", "")));
            }
            return new MessageCondition(text, List.copyOf(variables), RUNTIME.createProgram(checked.getAst()));
        } catch (dev.cel.common.CelException e) {
            throw new InvalidConditionException(String.valueOf(e.getMessage()));
        }
    }

    /** True of an answer with one of these statuses, whatever its body. */
    public static MessageCondition ofStatus(int... statuses) {
        try {
            return compile("status in " + Arrays.toString(statuses), List.of("status", "body"));
        } catch (InvalidConditionException e) {
            throw new IllegalStateException("a condition of our own", e);
        }
    }

    /** Over the only variable. False also where the expression cannot be evaluated, as when a member is absent. */
    public boolean holds(JsonNode value) {
        return evaluate(Map.of(variables.getFirst(), JsonMembers.of(value)));
    }

    /** Over a whole number and a document: the first and the second variable. */
    public boolean holds(long number, JsonNode document) {
        return evaluate(Map.of(variables.getFirst(), number, variables.getLast(), JsonMembers.of(document)));
    }

    private boolean evaluate(Map<String, Object> values) {
        try {
            return Boolean.TRUE.equals(program.eval(values));
        } catch (CelEvaluationException e) {
            // a member that is absent or of another kind: what is asked for is not so
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageCondition condition
                && condition.text.equals(text)
                && condition.variables.equals(variables);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
