package dev.crossdock.proof.gates;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.lang.model.element.Modifier;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;

import org.jspecify.annotations.Nullable;

/** The gates that one file passes or not, by itself. */
final class SourceGates extends TreeScanner<@Nullable Void, @Nullable Void> {
    static final int METHOD_LINES_MAXIMUM = 40;
    static final int FILE_LINES_MAXIMUM = 300;
    static final int PARAMETERS_MAXIMUM = 4;
    static final int CONSTRUCTOR_PARAMETERS_MAXIMUM = 6;
    private static final Pattern VAGUE = Pattern.compile(
            "(Util|Helper|Manager|Service|Impl|Common|Base|Const|Abstract)s?(?![a-z])");
    private static final Pattern SLEEP = Pattern
            .compile("(Thread|TimeUnit|\\bSECONDS|MILLISECONDS|.*Uninterruptibl[ey]).*"
                    + "\\.?sleep\\w*");
    private static final Pattern ASSUME = Pattern.compile("(Assumptions\\.)?(assumeTrue|assumeFalse|assumeThat|abort)");
    private static final Pattern SKIP = Pattern.compile("(.*\\.)?(Disabled\\w*|Enabled(On|If|For)\\w*|Ignore)");

    private final Source source;
    private final List<String> violations = new ArrayList<>();

    private SourceGates(Source source) {
        this.source = source;
    }

    /** One line for every place that breaks a rule: file, line, gate, what was found and what is allowed. */
    static List<String> violations(Source source) {
        SourceGates gates = new SourceGates(source);
        if (source.lines().size() > FILE_LINES_MAXIMUM && !source.raisesAnywhere("file")) {
            gates.violations.add("%s: file: got %d lines, wanted at most %d".formatted(source.file(),
                    source.lines().size(), FILE_LINES_MAXIMUM));
        }
        gates.scan(source.unit(), null);
        return gates.violations;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
        int lines = source.lastLine(method) - source.firstLine(method) + 1;
        if (lines > METHOD_LINES_MAXIMUM) {
            refuse("method", method, beyond(method.getName(), lines, METHOD_LINES_MAXIMUM));
        }
        int parameters = method.getParameters().size();
        int maximum = method.getReturnType() == null ? CONSTRUCTOR_PARAMETERS_MAXIMUM : PARAMETERS_MAXIMUM;
        if (parameters > maximum) {
            refuse("parameters", method, beyond(method.getName(), parameters, maximum));
        }
        return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
        long components = type.getMembers().stream().filter(SourceGates::isComponent).count();
        if (type.getKind() == Tree.Kind.RECORD && components > CONSTRUCTOR_PARAMETERS_MAXIMUM) {
            refuse("parameters", type, beyond(type.getSimpleName(), components, CONSTRUCTOR_PARAMETERS_MAXIMUM));
        }
        if (VAGUE.matcher(type.getSimpleName()).find()) {
            refuse("name", type, type.getSimpleName() + " says nothing: name what it is");
        }
        return super.visitClass(type, null);
    }

    /** A record has no other fields of an instance. */
    private static boolean isComponent(Tree member) {
        return member instanceof VariableTree field && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void none) {
        String name = call.getMethodSelect().toString();
        if (source.set().equals("test") && SLEEP.matcher(name).matches()) {
            refuse("sleep", call, name + " in a test: wait for what it waits for");
        }
        if (source.set().equals("test") && ASSUME.matcher(name).matches()) {
            refuse("skip", call, name + ": a test fails or passes");
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void none) {
        String name = annotation.getAnnotationType().toString();
        if (source.set().equals("test") && SKIP.matcher(name).matches()) {
            refuse("skip", annotation, "@" + name + ": a test fails or passes");
        }
        return super.visitAnnotation(annotation, null);
    }

    private static String beyond(CharSequence name, long found, int maximum) {
        return "%s: got %d, wanted at most %d".formatted(name, found, maximum);
    }

    private void refuse(String gate, Tree place, String reason) {
        int line = source.firstLine(place);
        if (!source.raises(gate, line)) {
            violations.add("%s:%d: %s: %s".formatted(source.file(), line, gate, reason));
        }
    }
}
