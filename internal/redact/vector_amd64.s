//go:build !purego

#include "textflag.h"

// func fillAVX2(p *byte, n int, t *vectorTables, carry uint64, out *block)
//
// Per block of 64 bytes: the masks of letters and digits, of digits, of
// punctuation that is a trigger, of bytes beyond ASCII, and of the words whose
// keys are in the filter. The first letters and digits behind the last block are
// in the block behind it.
TEXT ·fillAVX2(SB), NOSPLIT, $0-40
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ t+16(FP), DX
	MOVQ out+32(FP), DI
	VBROADCASTI128 0(DX), Y8   // punctuation that is a trigger, by its lower half
	VBROADCASTI128 16(DX), Y9  // that is one only before a letter or digit
	VBROADCASTI128 32(DX), Y15 // that is one only behind a digit
	VBROADCASTI128 48(DX), Y10 // by its upper half
	MOVQ SI, R13
	MOVQ DI, R15
	MOVL $0x20202020, AX
	VMOVD AX, X11
	VPBROADCASTD X11, Y11
	MOVL $0x61616161, AX       // a
	VMOVD AX, X12
	VPBROADCASTD X12, Y12
	MOVL $0x19191919, AX       // z - a
	VMOVD AX, X13
	VPBROADCASTD X13, Y13
	MOVL $0x30303030, AX       // 0
	VMOVD AX, X14
	VPBROADCASTD X14, Y14
	MOVL $0x09090909, AX
	VMOVD AX, X7
	VPBROADCASTD X7, Y7
	MOVL $0x0f0f0f0f, AX
	VMOVD AX, X6
	VPBROADCASTD X6, Y6

	PCALIGN $32
next:
	TESTQ CX, CX
	JZ    done
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	VPMOVMSKB Y0, AX
	VPMOVMSKB Y1, BX
	SHLQ $32, BX
	ORQ  BX, AX
	MOVQ AX, 24(DI)

	// Letters and digits of the first half.
	VPOR     Y11, Y0, Y2
	VPSUBB   Y12, Y2, Y2
	VPMINUB  Y13, Y2, Y3
	VPCMPEQB Y2, Y3, Y2
	VPSUBB   Y14, Y0, Y3
	VPMINUB  Y7, Y3, Y4
	VPCMPEQB Y3, Y4, Y3
	VPMOVMSKB Y3, R8
	VPOR     Y2, Y3, Y2
	VPMOVMSKB Y2, R9

	// Of the second.
	VPOR     Y11, Y1, Y2
	VPSUBB   Y12, Y2, Y2
	VPMINUB  Y13, Y2, Y3
	VPCMPEQB Y2, Y3, Y2
	VPSUBB   Y14, Y1, Y3
	VPMINUB  Y7, Y3, Y4
	VPCMPEQB Y3, Y4, Y3
	VPMOVMSKB Y3, AX
	VPOR     Y2, Y3, Y2
	VPMOVMSKB Y2, BX
	SHLQ $32, AX
	ORQ  AX, R8
	SHLQ $32, BX
	ORQ  BX, R9
	MOVQ R9, 0(DI)
	MOVQ R8, 8(DI)

	// Capital letters.
	VPSUBB   Y12, Y0, Y2
	VPADDB   Y11, Y2, Y2
	VPMINUB  Y13, Y2, Y3
	VPCMPEQB Y2, Y3, Y2
	VPMOVMSKB Y2, AX
	VPSUBB   Y12, Y1, Y2
	VPADDB   Y11, Y2, Y2
	VPMINUB  Y13, Y2, Y3
	VPCMPEQB Y2, Y3, Y2
	VPMOVMSKB Y2, BX
	SHLQ $32, BX
	ORQ  BX, AX
	MOVQ AX, 40(DI)

	// Punctuation: a byte is in a set if the bit of its upper half is set for
	// its lower half.
	VPXOR    Y5, Y5, Y5
	VPSRLW   $4, Y0, Y2
	VPAND    Y6, Y2, Y2
	VPSHUFB  Y2, Y10, Y2
	VPSHUFB  Y0, Y8, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, R10
	VPSHUFB  Y0, Y9, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, R11
	VPSHUFB  Y0, Y15, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, DX
	VPSRLW   $4, Y1, Y2
	VPAND    Y6, Y2, Y2
	VPSHUFB  Y2, Y10, Y2
	VPSHUFB  Y1, Y8, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, AX
	VPSHUFB  Y1, Y9, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, BX
	SHLQ $32, AX
	ORQ  AX, R10
	NOTQ R10                   // triggers
	SHLQ $32, BX
	ORQ  BX, R11
	NOTQ R11                   // triggers before letters and digits
	VPSHUFB  Y1, Y15, Y3
	VPAND    Y2, Y3, Y3
	VPCMPEQB Y5, Y3, Y3
	VPMOVMSKB Y3, AX
	SHLQ $32, AX
	ORQ  AX, DX
	NOTQ DX                    // triggers behind digits
	MOVQ R9, AX
	SHRQ $1, AX
	BTSQ $63, AX               // what follows the block is not known
	ANDQ AX, R11
	ORQ  R11, R10
	LEAQ (R8)(R8*1), AX
	LEAQ 3(R8*4), BX           // nor what stands before it
	ORQ  BX, AX
	ANDQ AX, DX
	ORQ  DX, R10
	MOVQ R10, 16(DI)

	// The beginnings of words.
	MOVQ carry+24(FP), BX
	LEAQ (BX)(R9*2), BX
	ANDNQ R9, BX, AX
	SHRQ $63, R9
	MOVQ R9, carry+24(FP)
	MOVQ AX, 48(DI)
	ADDQ $64, SI
	ADDQ $56, DI
	DECQ CX
	JMP  next

	// The words that a prefix may begin, when the letters and digits behind each
	// block are known: first all by their beginnings, then what is left by their keys.
	// Three at a time, so that the branch is easily foretold. Past the last word the
	// first byte of the block or behind it is looked at, for nothing: the mask below
	// takes away what is no beginning.
done:
	VZEROUPPER
	MOVQ n+8(FP), CX
	MOVQ R13, SI
	MOVQ R15, DI
	MOVQ t+16(FP), R15
	ADDQ $80, R15              // the masks of words, behind the filters
	MOVQ $0x9e3779b97f4a7c15, R14

words:
	TESTQ CX, CX
	JZ    filled
	MOVQ -104(DI), R9          // digits of the two blocks before, this, and the next
	ORQ  -48(DI), R9
	ORQ  8(DI), R9
	ORQ  64(DI), R9
	MOVQ -16(R15), R12
	CMOVQNE -8(R15), R12
	MOVQ 48(DI), AX
	XORL DX, DX

	PCALIGN $32
word:
	TESTQ AX, AX
	JZ    begun
	TZCNTQ AX, BX
	BLSRQ AX, AX
	MOVL (SI)(BX*1), R8
	ANDL $0xdfdfdf, R8
	IMUL3L $0x2545f491, R8, R8 // stemHash
	SHRL $17, R8
	MOVL R8, R9
	SHRL $6, R9
	SHRXQ R8, (R12)(R9*8), R9
	ANDL $1, R9
	SHLXQ BX, R9, R9
	ORQ  R9, DX
	TZCNTQ AX, BX
	BLSRQ AX, AX
	MOVL (SI)(BX*1), R8
	ANDL $0xdfdfdf, R8
	IMUL3L $0x2545f491, R8, R8 // stemHash
	SHRL $17, R8
	MOVL R8, R9
	SHRL $6, R9
	SHRXQ R8, (R12)(R9*8), R9
	ANDL $1, R9
	SHLXQ BX, R9, R9
	ORQ  R9, DX
	TZCNTQ AX, BX
	BLSRQ AX, AX
	MOVL (SI)(BX*1), R8
	ANDL $0xdfdfdf, R8
	IMUL3L $0x2545f491, R8, R8 // stemHash
	SHRL $17, R8
	MOVL R8, R9
	SHRL $6, R9
	SHRXQ R8, (R12)(R9*8), R9
	ANDL $1, R9
	SHLXQ BX, R9, R9
	ORQ  R9, DX
	JMP  word

begun:
	ANDQ 48(DI), DX
	MOVQ $0, 32(DI)
	JZ   worded
	MOVQ 0(DI), R11
	MOVQ 56(DI), R13
	ADDQ R13, R13

	PCALIGN $32
key:
	TZCNTQ DX, BX
	MOVQ (SI)(BX*1), R8
	MOVL R8, AX
	SHRXQ BX, R11, R9          // the run of letters and digits, wordKey
	MOVQ BX, R10
	NOTQ R10
	SHLXQ R10, R13, R10
	ORQ  R10, R9
	ANDL $31, R9
	ANDQ (R15)(R9*8), R8
	IMULQ R14, R8              // bloomHash
	MOVQ R8, R9
	SHRQ $54, R9
	MOVQ 5120(R12)(R9*8), R9
	MOVQ R8, R10
	SHRQ $47, R10
	SHRQ $41, R8
	SHRXQ R10, R9, R10
	SHRXQ R8, R9, R9
	ANDQ R10, R9
	ANDL $0xdfdfdf, AX
	IMUL3L $0x2545f491, AX, AX // stemHash
	SHRL $19, AX
	MOVL AX, R10
	SHRL $6, R10
	SHRXQ AX, 4096(R12)(R10*8), R10
	ORQ  R10, R9
	ANDL $1, R9
	SHLXQ BX, R9, R9
	ORQ  R9, 32(DI)
	BLSRQ DX, DX
	JNZ  key

worded:
	ADDQ $64, SI
	ADDQ $56, DI
	DECQ CX
	JMP  words

filled:
	RET

// func plainAVX2(p *byte, n int) int
//
// It returns how many of the first n bytes, in steps of 32, come before the
// step with the first byte that is not ASCII or is a backslash, % or &.
TEXT ·plainAVX2(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	MOVL $0x5c5c5c5c, AX
	VMOVD AX, X1
	VPBROADCASTD X1, Y1
	MOVL $0x25252525, AX
	VMOVD AX, X2
	VPBROADCASTD X2, Y2
	MOVL $0x26262626, AX
	VMOVD AX, X3
	VPBROADCASTD X3, Y3
	XORL DX, DX

step:
	LEAQ 32(DX), BX
	CMPQ BX, CX
	JGT  found
	VMOVDQU (SI)(DX*1), Y0
	VPCMPEQB Y1, Y0, Y4
	VPCMPEQB Y2, Y0, Y5
	VPCMPEQB Y3, Y0, Y6
	VPOR Y4, Y0, Y0
	VPOR Y5, Y6, Y5
	VPOR Y5, Y0, Y0
	VPMOVMSKB Y0, AX
	TESTL AX, AX
	JNZ  found
	MOVQ BX, DX
	JMP  step

found:
	MOVQ DX, ret+16(FP)
	VZEROUPPER
	RET

// func suspectAVX2(p *byte, n int, t *suspectTables) int
//
// It returns how many of the first n bytes, in steps of 32, come before the
// step with the first lead byte of a rune that may be a look-alike.
TEXT ·suspectAVX2(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), SI
	MOVQ n+8(FP), CX
	MOVQ t+16(FP), DX
	VBROADCASTI128 0(DX), Y1  // by the lower half of a byte
	VBROADCASTI128 16(DX), Y2 // by its upper half
	MOVL $0x0f0f0f0f, AX
	VMOVD AX, X3
	VPBROADCASTD X3, Y3
	VPXOR Y4, Y4, Y4
	XORL DX, DX

lead:
	LEAQ 32(DX), BX
	CMPQ BX, CX
	JGT  suspect
	VMOVDQU (SI)(DX*1), Y0
	VPMOVMSKB Y0, AX
	TESTL AX, AX
	JZ   plain
	VPAND Y3, Y0, Y5
	VPSHUFB Y5, Y1, Y5
	VPSRLW $4, Y0, Y0
	VPAND Y3, Y0, Y0
	VPSHUFB Y0, Y2, Y0
	VPAND Y5, Y0, Y0
	VPCMPEQB Y4, Y0, Y0
	VPMOVMSKB Y0, AX
	CMPL AX, $-1
	JNE  suspect

plain:
	MOVQ BX, DX
	JMP  lead

suspect:
	MOVQ DX, ret+24(FP)
	VZEROUPPER
	RET

// func quotesAVX2(p *byte) uint64
//
// It returns which of the 64 bytes at p are quotes or backslashes.
TEXT ·quotesAVX2(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), SI
	MOVL $0x22222222, AX
	VMOVD AX, X1
	VPBROADCASTD X1, Y1
	MOVL $0x5c5c5c5c, AX
	VMOVD AX, X2
	VPBROADCASTD X2, Y2
	VMOVDQU (SI), Y3
	VMOVDQU 32(SI), Y4
	VPCMPEQB Y1, Y3, Y5
	VPCMPEQB Y2, Y3, Y3
	VPOR     Y3, Y5, Y5
	VPMOVMSKB Y5, AX
	VPCMPEQB Y1, Y4, Y5
	VPCMPEQB Y2, Y4, Y4
	VPOR     Y4, Y5, Y5
	VPMOVMSKB Y5, BX
	SHLQ $32, BX
	ORQ  BX, AX
	MOVQ AX, ret+8(FP)
	VZEROUPPER
	RET
