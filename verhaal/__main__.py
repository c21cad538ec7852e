from verhaal.cli import main

main()
