import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes out, as plain methods, what javac leaves to a bootstrap method: the choice of a {@code switch} over types, and a
 * record's equals, hashCode and toString. The AOT cache of JDK 25 keeps lambdas and joined strings but none of these:
 * each spun a class or several method handles at the start of every command.
 */
final class Bootstraps {
    private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
    private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");
    private static final int PRIVATE = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    /** One method to be added: its name in the class, its type and its code. */
    private record Written(String name, MethodTypeDesc type, Consumer<CodeBuilder> code) {}

    private final ClassModel old;
    private final Map<String, Written> written = new LinkedHashMap<>();

    private Bootstraps(ClassModel old) {
        this.old = old;
    }

    /** The class without them; empty where it has none. */
    static Optional<byte[]> writtenOut(byte[] bytes, ClassHierarchyResolver types) {
        ClassFile format = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(types));
        ClassModel old = format.parse(bytes);
        if (old.methods().stream().noneMatch(Bootstraps::hasOne)) {
            return Optional.empty();
        }
        Bootstraps all = new Bootstraps(old);
        ClassTransform methods = (to, element) -> {
            if (element instanceof MethodModel method && hasOne(method)) {
                to.transformMethod(method, MethodTransform.transformingCode(CodeTransform.ofStateful(() -> all::replace)));
            } else {
                to.with(element);
            }
        };
        return Optional.of(format.transformClass(old, methods.andThen(ClassTransform.endHandler(to -> all.written
                .values().forEach(it -> to.withMethodBody(it.name, it.type, PRIVATE, it.code))))));
    }

    private static boolean hasOne(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream()).anyMatch(
                it -> it instanceof InvokeDynamicInstruction call && code(call).isPresent());
    }

    private void replace(CodeBuilder to, CodeElement element) {
        Optional<Consumer<CodeBuilder>> code = element instanceof InvokeDynamicInstruction call
                ? code(call)
                : Optional.empty();
        if (code.isEmpty()) {
            to.with(element);
            return;
        }
        InvokeDynamicInstruction call = (InvokeDynamicInstruction) element;
        String name = "written$" + call.name().stringValue() + "$" + written.size();
        written.put(name, new Written(name, call.typeSymbol(), code.get()));
        boolean isInterface = (old.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
        to.invokestatic(old.thisClass().asSymbol(), name, call.typeSymbol(), isInterface);
    }

    /** What the call does; empty where that is left to its bootstrap method. */
    private static Optional<Consumer<CodeBuilder>> code(InvokeDynamicInstruction call) {
        String owner = call.bootstrapMethod().owner().descriptorString();
        List<ConstantDesc> arguments = call.bootstrapArgs();
        if (owner.equals(SWITCHES) && call.bootstrapMethod().methodName().equals("typeSwitch")
                && arguments.stream().allMatch(ClassDesc.class::isInstance)
                && !call.typeSymbol().parameterType(0).isPrimitive()) {
            return Optional.of(code -> choose(code, arguments));
        }
        if (!owner.equals(RECORDS)) {
            return Optional.empty();
        }
        List<DirectMethodHandleDesc> fields = new ArrayList<>();
        arguments.stream().skip(2).forEach(it -> fields.add((DirectMethodHandleDesc) it));
        ClassDesc owned = (ClassDesc) arguments.getFirst();
        return switch (call.name().stringValue()) {
            case "equals" -> Optional.of(code -> equal(code, owned, fields));
            case "hashCode" -> Optional.of(code -> hash(code, fields));
            case "toString" -> Optional.of(code -> show(code, owned, fields));
            default -> Optional.empty();
        };
    }

    /** The first type from the given one on that it is of; their count for none, -1 for null. */
    private static void choose(CodeBuilder code, List<ConstantDesc> types) {
        code.aload(0).ifThen(java.lang.classfile.Opcode.IFNULL, it -> it.iconst_m1().ireturn());
        for (int i = 0; i < types.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf((ClassDesc) types.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(types.size()).ireturn();
    }

    private static void equal(CodeBuilder code, ClassDesc owner, List<DirectMethodHandleDesc> fields) {
        Label other = code.newLabel();
        Label differ = code.newLabel();
        code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
        code.aload(1).instanceOf(owner).ifeq(differ).aload(1).checkcast(owner).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = field.invocationType().returnType();
            get(code, 0, field);
            get(code, 2, field);
            switch (TypeKind.from(type)) {
                case REFERENCE -> code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(ConstantDescs.CD_boolean,
                        ConstantDescs.CD_Object, ConstantDescs.CD_Object)).ifeq(differ);
                case LONG -> code.lcmp().ifne(differ);
                case FLOAT, DOUBLE -> code.invokestatic(boxed(type), "compare",
                        MethodTypeDesc.of(ConstantDescs.CD_int, type, type)).ifne(differ);
                default -> code.if_icmpne(differ);
            }
        }
        code.iconst_1().ireturn().labelBinding(differ).iconst_0().ireturn();
    }

    private static void hash(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = field.invocationType().returnType();
            code.bipush(31).imul();
            get(code, 0, field);
            ClassDesc taken = type.isPrimitive() ? type : ConstantDescs.CD_Object;
            code.invokestatic(type.isPrimitive() ? boxed(type) : OBJECTS, "hashCode",
                    MethodTypeDesc.of(ConstantDescs.CD_int, taken)).iadd();
        }
        code.ireturn();
    }

    private static void show(CodeBuilder code, ClassDesc owner, List<DirectMethodHandleDesc> fields) {
        code.new_(BUILDER).dup().invokespecial(BUILDER, "<init>", ConstantDescs.MTD_void);
        code.loadConstant(owner).invokevirtual(ConstantDescs.CD_Class, "getSimpleName",
                MethodTypeDesc.of(ConstantDescs.CD_String));
        append(code, ConstantDescs.CD_String);
        String before = "[";
        for (DirectMethodHandleDesc field : fields) {
            code.loadConstant(before + field.methodName() + "=");
            append(code, ConstantDescs.CD_String);
            get(code, 0, field);
            append(code, field.invocationType().returnType());
            before = ", ";
        }
        code.loadConstant(fields.isEmpty() ? "[]" : "]");
        append(code, ConstantDescs.CD_String);
        code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String)).areturn();
    }

    private static void append(CodeBuilder code, ClassDesc type) {
        ClassDesc taken = switch (TypeKind.from(type)) {
            case REFERENCE -> type.equals(ConstantDescs.CD_String) ? type : ConstantDescs.CD_Object;
            case BYTE, SHORT -> ConstantDescs.CD_int;
            default -> type;
        };
        code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, taken));
    }

    private static void get(CodeBuilder code, int slot, DirectMethodHandleDesc field) {
        code.aload(slot).getfield(field.owner(), field.methodName(), field.invocationType().returnType());
    }

    private static ClassDesc boxed(ClassDesc primitive) {
        return ClassDesc.of("java.lang." + switch (TypeKind.from(primitive)) {
            case INT -> "Integer";
            case CHAR -> "Character";
            default -> {
                String name = primitive.displayName();
                yield Character.toUpperCase(name.charAt(0)) + name.substring(1);
            }
        });
    }
}
